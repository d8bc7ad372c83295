import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";

import { sessionBegin } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { sessionQuery } from "~/shell/session";
import { Button } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Page } from "~/ui/Page";

export function SignInPage() {
  const { next } = useSearch({ from: "/sign-in" });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>();
  const begin = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      const { data } = await sessionBegin({
        body: { login: String(form.get("login")), password: String(form.get("password")) },
      });
      queries.setQueryData(sessionQuery.queryKey, data);
      await navigate({ to: next ?? "/explore" });
    } catch (refused) {
      setError(refused);
    }
  };
  return (
    <Page title="Sign in">
      {error !== undefined && <ProblemNotice error={error} />}
      <form onSubmit={(event) => void begin(event)}>
        <TextField label="Login name" name="login" autoComplete="username" required />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <Button kind="main" type="submit">
          Sign in
        </Button>
      </form>
    </Page>
  );
}
