import type { Problem } from "./generated";

/** What the API said no with (RFC 9457), as an error that pages can show. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** For how long not to ask again, in seconds (RFC 9110 §10.2.3); 0 where nothing was said. */
  readonly wait: number;
  /** When it was said, in ms since 1970. */
  readonly at = Date.now();

  constructor(problem: Problem, wait = 0) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
    this.wait = wait;
  }
}

/** Whatever was thrown, as a problem for a person. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    type: "urn:clawback:problem:unreachable",
    title: "The server does not answer.",
    status: 0,
    detail: "Clawback cannot be reached. Check the connection; what you typed is still here.",
    code: "unreachable",
    request_id: "",
  };
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === "object" && answer !== null && "detail" in answer && "code" in answer;
}

/** The error for an answer that is not a success. */
export function refusal(answer: unknown, response: Response | undefined): unknown {
  const wait = Number(response?.headers.get("retry-after") ?? 0) || 0;
  if (isProblem(answer)) return new ProblemError(answer, wait);
  if (!response) return answer;
  return new ProblemError({
    type: "urn:clawback:problem:unexpected",
    title: "The server gave an answer that the console does not know.",
    status: response.status,
    detail: `The server answered ${response.status} without saying why. A proxy in between may have.`,
    code: "unexpected",
    request_id: response.headers.get("x-request-id") ?? "",
  });
}
