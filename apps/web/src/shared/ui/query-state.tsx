import { ProblemNotice, SkeletonList } from "./states.tsx";

interface QueryLike {
  isPending: boolean;
  isError: boolean;
  data: unknown;
  error: unknown;
  refetch: () => Promise<unknown>;
}

/** What stands in a list's place before its first answer: grey lines, or what went wrong. Nothing once there is data. */
export function QueryState({
  query,
  rows = 6,
  className,
}: {
  query: QueryLike;
  rows?: number;
  className?: string;
}) {
  if (query.data !== undefined) return null;
  if (query.isError)
    return (
      <ProblemNotice
        error={query.error}
        onRetry={() => void query.refetch()}
        {...(className === undefined ? {} : { className })}
      />
    );
  return <SkeletonList rows={rows} />;
}
