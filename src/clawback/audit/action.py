"""Everything that leaves an entry in the audit trail: one list, an object and what is done to it.

The codes last: entries are sealed, and whoever reads them elsewhere goes by the code.
"""

from __future__ import annotations

from clawback.model.labelled import Labelled


class AuditAction(Labelled):
    """What was done, as `object.verb`, and in words. Whether it succeeded is the entry's result."""

    SESSION_SIGN_IN = "session.sign_in", "Somebody signed in, or tried to"
    SESSION_SIGN_OUT = "session.sign_out", "Somebody signed out"
    SESSION_STEP_UP = "session.step_up", "Somebody proved again who they are, or tried to"
    SESSION_REVOKE = "session.revoke", "Sessions of somebody were ended by somebody else"
    SESSION_SLOW = "session.slow", "Too many guesses: whoever tries must wait"
    PERSON_CREATE = "person.create", "An account was made"
    PERSON_SET_UP = "person.set_up", "A setup link was followed, a password set"
    PERSON_EDIT = "person.edit", "An account's name, roles or scope were changed"
    PERSON_DISABLE = "person.disable", "Somebody was shut out"
    PERSON_ENABLE = "person.enable", "Somebody was let in again"
    PERSON_RESET_LINK = "person.reset_link", "A new setup link was made for somebody"
    PASSWORD_CHANGE = "password.change", "Somebody set another password of their own"
    FACTOR_ADD = "factor.add", "A second factor was added"
    FACTOR_RENAME = "factor.rename", "A passkey was given another name"
    FACTOR_REMOVE = "factor.remove", "A second factor was removed"
    FACTOR_RENEW = "factor.renew", "New recovery codes were made"
    TOKEN_CREATE = "token.create", "An API token was made"
    TOKEN_REVOKE = "token.revoke", "An API token was taken back"
    REQUEST_DENY = "request.deny", "A request was refused for want of a permission"
    SERVER_TEST = "server.test", "A mail server was tried with somebody's mailbox"
    LIST_PUT = "list.put", "A list was kept, new or in place of one"
    LIST_DELETE = "list.delete", "A list was forgotten"
    ENTRY_ADD = "entry.add", "Something was blocked or allowed"
    ENTRY_CHANGE = "entry.change", "An entry of the allow/block list was changed"
    ENTRY_REMOVE = "entry.remove", "An entry of the allow/block list was taken away"
    ENTRY_IMPORT = "entry.import", "Many entries were brought into the allow/block list"
    ENTRY_EXPORT = "entry.export", "The allow/block list was taken away in a file"
    FEED_PULL = "feed.pull", "A feed's entries were fetched because somebody asked"
    LINK_BLOCK = "link.block", "A link or a host was blocked at the click"
    LINK_ALLOW = "link.allow", "A link or a host was let through at the click"
    LINK_CLEAR = "link.clear", "What blocked or let through at the click was deleted"
    KEY_ROTATE = "key.rotate", "Another key signs protected links from now on"
    QUERY_CREATE = "query.create", "A query was saved"
    QUERY_EDIT = "query.edit", "A saved query was renamed, shared or changed"
    QUERY_DELETE = "query.delete", "A saved query was forgotten"
    QUERY_TRACK = "query.track", "A saved query is counted in the background from now on"
    QUERY_UNTRACK = "query.untrack", "A tracked query is counted no more"
    QUERY_STOP = "query.stop", "Counting a query ended: its owner is gone or may not search"
    QUERY_FORGET = "query.forget", "Somebody cleared the list of filters they ran"
    MAIL_IMPORT = "mail.import", "Mail was brought in over the API"
    UNRECORDED_DISMISS = (
        "unrecorded.dismiss",
        "Notes of mail that passed without a record were dismissed",
    )
    DELIVERY_EXPORT = "delivery.export", "Deliveries were taken away in a file"
    MESSAGE_EXPORT = "message.export", "A message's timeline was taken away in a file"
    EXPORT_START = "export.start", "An export was begun, to be kept for some days"
    EXPORT_CANCEL = "export.cancel", "An export was stopped before its end"
    EXPORT_DELETE = "export.delete", "An export and its file were deleted by their owner"
    EXPORT_DOWNLOAD = "export.download", "An export's file, or a part of it, was taken away"
    QUARANTINE_RELEASE = (
        "quarantine.release",
        "A held mail was handed to the mail server, or was refused by it",
    )
    QUARANTINE_DELETE = "quarantine.delete", "A held mail was deleted for good"
    QUARANTINE_EXPIRE = "quarantine.expire", "A held mail was kept long enough and forgotten"
    QUARANTINE_MEND = (
        "quarantine.mend",
        "A release that was broken off, or a sealed file that is gone, was found",
    )
    CAMPAIGN_RENAME = "campaign.rename", "A campaign was given another name"
    CAMPAIGN_CHANGE = "campaign.change", "Mail was moved between campaigns"
    LINK_RULES = "link.rules", "What links of mail are protected was changed"
    RETENTION_RUN = "retention.run", "Forgetting what was kept long enough was begun"
    MODEL_TRAIN = "model.train", "Learning the site model anew was begun"
    RETENTION_FORGET = "retention.forget", "What was kept long enough was forgotten"
    REMEDIATION_EXPORT = "remediation.export", "A remediation's users or items were taken away"
    AUDIT_EXPORT = "audit.export", "The audit trail was taken away in a file"
    CONTENT_SEARCH = "content.search", "Somebody searched the text of mails, or tried to"
    CONTENT_PREVIEW = "content.preview", "Somebody looked at a mail, or tried to"
    CONTENT_DOWNLOAD = "content.download", "Somebody took a mail away, or tried to"
    CONTENT_DOWNLOAD_ATTACHMENT = (
        "content.download_attachment",
        "Somebody took an attachment away, or tried to",
    )
    DELIVERY_JUDGE = "delivery.judge", "Delivered mail was judged again"
    INQUIRY_BEGIN = "inquiry.begin", "Engines are asked again about stored mail"
    INQUIRY_STOP = "inquiry.stop", "Engines are asked no longer"
    INVESTIGATION_BEGIN = "investigation.begin", "Mail is investigated"
    INVESTIGATION_CANCEL = "investigation.cancel", "An investigation was ended by somebody"
    ALERT_CHANGE = "alert.change", "An alert's status or assignee was changed"
    ALERT_COMMENT = "alert.comment", "Somebody wrote a comment on an alert"
    ALERT_TEST = "alert.test", "Somebody tried an alert channel"
    ALERT_POLICY = "alert.policy", "An alert policy was added, changed or removed"
    SUBMISSION_MAKE = "submission.make", "Mail, a URL or a file was submitted"
    SUBMISSION_RESUBMIT = "submission.resubmit", "A submission was made once more"
    SUBMISSION_DISPUTE = "submission.dispute", "The result of a submission was disputed"
    SUBMISSION_RETRY = "submission.retry", "Targets of a submission that failed are told again"
    REMEDIATION_DRAFT = "remediation.draft", "A plan was frozen as a draft"
    REMEDIATION_EDIT = "remediation.edit", "A draft was changed"
    REMEDIATION_PROPOSE = "remediation.propose", "Others were asked to approve a plan"
    REMEDIATION_APPROVE = "remediation.approve", "Somebody approved a plan"
    REMEDIATION_REJECT = "remediation.reject", "Somebody rejected a plan, which ended it"
    REMEDIATION_WITHDRAW = "remediation.withdraw", "A proposal was taken back"
    REMEDIATION_EXPIRE = "remediation.expire", "A proposal fell without a decision in time"
    REMEDIATION_REMIND = "remediation.remind", "A proposal will expire unless somebody decides"
    REMEDIATION_START = "remediation.start", "A plan was started"
    REMEDIATION_PAUSE = "remediation.pause", "A remediation was paused by somebody"
    REMEDIATION_TRIP = "remediation.trip", "A remediation paused itself: too much went wrong"
    REMEDIATION_RESUME = "remediation.resume", "A paused remediation was let go on"
    REMEDIATION_CANCEL = "remediation.cancel", "A draft, proposal or remediation was cancelled"
    REMEDIATION_RETRY = "remediation.retry", "What failed or stayed unknown was begun again"
    REMEDIATION_DENY = "remediation.deny", "Somebody tried what they may not do with a plan"
    CONTAINER_OPEN = "container.open", "A container was opened"
    CONTAINER_ADD = "container.add", "Something was added to a container"
    CONTAINER_REMOVE = "container.remove", "A part was taken out of a container"
    CONTAINER_DISCARD = "container.discard", "A container was thrown away"
    CONTAINER_PROPOSE = "container.propose", "A container became a remediation"
