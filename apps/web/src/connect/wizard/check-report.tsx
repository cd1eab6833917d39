import type { ConnectCheck } from "@millrace/connect/contract";
import { CircleCheck, CircleX, LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import type { End } from "./use-draft.ts";
import type { Trial } from "./use-trials.ts";

/** What a real call to both ends found, in the vendors' words. */
export function CheckReport({
  check,
  onCorrect,
  shown,
}: {
  check: Pick<Trial<ConnectCheck>, "found" | "error" | "isPending">;
  /** Goes to the end at fault. */
  onCorrect?: (end: End) => void;
  /** The end that is shown already. */
  shown?: End;
}) {
  const { t } = useTranslation();
  if (check.isPending)
    return (
      <p role="status" className="flex items-center gap-2 text-ui text-muted">
        <LoaderCircle aria-hidden className="size-4 animate-spin text-accent" />
        {t("connect.check.running")}
      </p>
    );
  if (check.error !== null && check.found === null)
    return <ProblemNotice error={check.error} className="mx-0 my-0" />;
  if (check.found === null) return null;
  return (
    <div role="status">
      <ul className="grid gap-2">
        {(["source", "destination"] as const).map((end) => (
          <EndReport
            key={end}
            end={end}
            report={check.found?.[end]}
            onCorrect={end === shown ? undefined : onCorrect}
          />
        ))}
      </ul>
    </div>
  );
}

function EndReport({
  end,
  report,
  onCorrect,
}: {
  end: End;
  report: ConnectCheck["source"] | undefined;
  onCorrect: ((end: End) => void) | undefined;
}) {
  const { t } = useTranslation();
  if (report === undefined) return null;
  const Icon = report.is_ok ? CircleCheck : CircleX;
  return (
    <li
      className={cn(
        "flex flex-wrap items-start gap-x-2.5 gap-y-1 rounded-md px-3 py-2 text-ui",
        report.is_ok ? "bg-good-soft" : "bg-bad-soft",
      )}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", report.is_ok ? "text-good" : "text-bad")} />
      <p className="min-w-0 flex-1 basis-48 text-pretty break-words">
        <strong className="font-semibold">
          {t(`connect.end.${end}`)}: {t(report.is_ok ? "connect.check.ok" : "connect.check.failed")}
        </strong>{" "}
        {report.message}
      </p>
      {!report.is_ok && onCorrect !== undefined && (
        <Button size="small" onClick={() => onCorrect(end)}>
          {t(`connect.check.correct.${end}`)}
        </Button>
      )}
    </li>
  );
}
