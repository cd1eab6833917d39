import type { Connection } from "@millrace/connect/contract";
import { Link } from "@tanstack/react-router";
import { BadgeCheck, FlaskConical, Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { useConnectionActs } from "../parts/use-connection-acts.ts";

/** In a fresh demo: what the one connection is that is there, and what to try with it. */
export function DemoHint({ connections }: { connections: readonly Connection[] }) {
  const [only] = connections;
  if (only === undefined || connections.length > 1 || !only.is_demo) return null;
  return <Hint connection={only} />;
}

function Hint({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const mayWrite = useMay("connect:write");
  const acts = useConnectionActs(connection);
  const { last_sync: last, running_sync_id: running } = connection;
  return (
    <section
      aria-label={t("connect.demo.title")}
      className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-line bg-accent-soft px-4 py-3 text-ui"
    >
      <FlaskConical aria-hidden className="size-4 shrink-0 text-accent" />
      <p className="min-w-0 flex-1 basis-64 text-pretty">
        <strong className="font-semibold">{t("connect.demo.title")}</strong> {t("connect.demo.text")}
      </p>
      {last !== null && last.is_green !== null && (
        <Link
          to="/connect/syncs/$syncId"
          params={{ syncId: last.id }}
          search={{ tab: "certificate" }}
          className={buttonLook({})}
        >
          <BadgeCheck aria-hidden />
          {t("connect.demo.certificate")}
        </Link>
      )}
      {mayWrite && running === null && (
        <Button look="primary" disabled={acts.sync.isPending} onClick={() => acts.sync.mutate()}>
          <Play aria-hidden />
          {t("connect.demo.run")}
        </Button>
      )}
    </section>
  );
}
