import { problemOf } from "~/api/problem";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";

/** A refusal as a person reads it: what happened, to what, what to do; and how to ask about it. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = problemOf(error);
  const { title } = problem;
  // Many a detail begins with what stands above it.
  const detail = problem.detail.replace(title, "").trim();
  return (
    <Notice
      tone="danger"
      title={title}
      small={problem.request_id && `Request ${problem.request_id}`}
      act={onRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      {detail && <p>{detail}</p>}
      {problem.errors?.map((fault) => (
        <p key={fault.location}>
          {fault.location}: {fault.message}
        </p>
      ))}
    </Notice>
  );
}
