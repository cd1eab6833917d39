/** Answers of the API that no contract describes: health, rules, pages, problems. */

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** RFC 9457 problem details as the server writes them. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  /** Stable machine-readable code. */
  code?: string;
  /** The field at fault, when one is. */
  field?: string;
  /** What the person can do about it. */
  action?: string;
}

export interface RuleSet {
  name: string;
  title: string;
  description: string;
}

export interface Health {
  status: "ok" | "degraded";
  version: string;
  demo: boolean;
  checks: Record<string, { status: string; message?: string }>;
}
