import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { listDelete } from "~/api/generated";
import { listNamesOptions, listNamesQueryKey } from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Confirm";
import { Empty } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Row } from "~/ui/Stack";
import { Table, type Column } from "~/ui/Table";

import style from "./Admin.module.css";
import { Asked } from "./Asked";
import { ListPanel } from "./ListPanel";
import { UploadList } from "./UploadList";

const NO_RIGHT = "Your role sees lists and does not change them.";

/** Named lists of values, for `list:name` in filters. */
export function ListsTab() {
  const names = useQuery(listNamesOptions());
  const may = useMay();
  const queries = useQueryClient();
  const { open } = useSearch({ from: "/inside/admin" });
  const navigate = useNavigate({ from: "/admin" });
  const { error, run, forget } = useAttempt();
  const [uploading, setUploading] = useState<string>();
  const [deleting, setDeleting] = useState<string>();
  const why = may("lists.write") ? undefined : NO_RIGHT;
  const again = () => queries.invalidateQueries({ queryKey: listNamesQueryKey() });
  const show = (name?: string) =>
    void navigate({ search: { tab: "lists", ...(name ? { open: name } : {}) } });
  const close = () => {
    setDeleting(undefined);
    forget();
  };
  const remove = async () => {
    const well = await run(async () => {
      await listDelete({ path: { name: deleting ?? "" } });
      say(`The list ${deleting} is deleted.`);
      await again();
    });
    if (well) close();
  };
  const columns: Column<string>[] = [
    {
      name: "List",
      shown: (name) => (
        <button type="button" className={style.link} onClick={() => show(name)}>
          {name}
        </button>
      ),
    },
    { name: "In a filter", shown: (name) => <code>list:{name}</code> },
    {
      name: "",
      shown: (name) => (
        <Row>
          <Button onClick={() => setUploading(name)} why={why}>
            Replace
          </Button>
          <Button onClick={() => setDeleting(name)} why={why}>
            Delete
          </Button>
        </Row>
      ),
    },
  ];
  return (
    <>
      <div className={style.bar}>
        <p>
          Addresses, domains, IPs, URLs, hashes and message ids under a name, mixed as they come, to
          find mail with <code>list:name</code>.
        </p>
        <Button kind="main" icon="upload" onClick={() => setUploading("")} why={why}>
          Upload a list
        </Button>
      </div>
      <Card padded={false}>
        <Asked query={names} what="lists">
          {(found) =>
            found.length === 0 ? (
              <Empty icon="list" title="No lists yet">
                <p>Upload a file with one value a line, or a table in CSV.</p>
              </Empty>
            ) : (
              <Table
                label="Lists"
                columns={columns}
                rows={found}
                keyOf={(name) => name}
                open={open}
              />
            )
          }
        </Asked>
      </Card>
      {open !== undefined && <ListPanel name={open} onClose={() => show()} />}
      {uploading !== undefined && (
        <UploadList
          name={uploading}
          onKept={() => void again()}
          onClose={() => setUploading(undefined)}
        />
      )}
      <Confirm
        open={deleting !== undefined}
        title={`Delete the list ${deleting ?? ""}?`}
        about="Filters and saved queries that name it will be refused."
        act="Delete the list"
        refusal={error !== undefined && <ProblemNotice error={error} />}
        onAct={remove}
        onClose={close}
      />
    </>
  );
}
