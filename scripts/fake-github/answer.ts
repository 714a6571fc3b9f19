/** What the server answers: a JSON body, or bytes of another type. */
export interface Answer {
  status: number;
  body?: unknown;
  bytes?: { type: string; content: Buffer };
  headers?: Record<string, string>;
}

/** Ends a request with an error in GitHub's form. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, more: { errors?: readonly unknown[]; headers?: Record<string, string> } = {}) {
    super(message);
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }

  get answer(): Answer {
    const body = {
      message: this.message,
      ...(this.errors ? { errors: this.errors } : {}),
      documentation_url: "https://docs.github.com/rest",
      status: String(this.status),
    };
    return { status: this.status, body, headers: this.headers };
  }
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export const NO_CONTENT: Answer = { status: 204 };

export function notFound(): ApiError {
  return new ApiError(404, "Not Found");
}

/** GitHub's 422 with one reason about one field. */
export function invalid(resource: string, field: string, code: string, message?: string): ApiError {
  return new ApiError(422, "Validation Failed", { errors: [{ resource, field, code, ...(message === undefined ? {} : { message }) }] });
}
