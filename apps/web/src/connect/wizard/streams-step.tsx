import type { DestinationConnector, OfferedStream, SyncMode } from "@millrace/connect/contract";
import { LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { permittedModes } from "../parts/stream-modes.ts";
import { chosenStream, type StreamDraft } from "./draft.ts";
import { StreamRow } from "./stream-row.tsx";
import type { DraftState } from "./use-draft.ts";
import type { Trials } from "./use-trials.ts";

/** Which streams are taken, and how each is read and delivered. */
export function StreamsStep({
  state,
  destination,
  discovery,
  onDiscover,
}: {
  state: DraftState;
  destination: DestinationConnector | undefined;
  discovery: Trials["discovery"];
  onDiscover: () => void;
}) {
  const { t } = useTranslation();
  if (discovery.isPending)
    return (
      <p role="status" className="flex items-center gap-2 py-6 text-ui text-muted">
        <LoaderCircle aria-hidden className="size-4 animate-spin text-accent" />
        {t("connect.wizard.discovering")}
      </p>
    );
  if (discovery.found === null)
    return <ProblemNotice error={discovery.error} onRetry={onDiscover} className="mx-0" />;
  return <Offered state={state} offered={discovery.offered} destination={destination} />;
}

function Offered({
  state,
  offered,
  destination,
}: {
  state: DraftState;
  offered: readonly OfferedStream[];
  destination: DestinationConnector | undefined;
}) {
  const { t } = useTranslation();
  const { streams } = state.draft;
  const permitted: SyncMode[] = permittedModes(destination?.modes ?? []);
  const set = (next: readonly StreamDraft[]) => state.change({ streams: next }, "streams");
  const isAll = streams.length === offered.length;
  const toggle = (stream: OfferedStream, isOn: boolean) =>
    set(
      isOn
        ? [...streams, chosenStream(stream, destination)]
        : streams.filter(({ name }) => name !== stream.name),
    );
  return (
    <>
      <Panel
        title={t("connect.wizard.offered", { count: offered.length })}
        actions={
          offered.length > 1 && (
            <Button
              look="ghost"
              size="small"
              onClick={() =>
                set(
                  isAll
                    ? []
                    : offered.map(
                        (stream) =>
                          streams.find(({ name }) => name === stream.name) ??
                          chosenStream(stream, destination),
                      ),
                )
              }
            >
              {t(isAll ? "connect.wizard.chooseNone" : "connect.wizard.chooseAll")}
            </Button>
          )
        }
      >
        <ul className="divide-y divide-line">
          {offered.map((stream) => {
            const index = streams.findIndex(({ name }) => name === stream.name);
            return (
              <StreamRow
                key={stream.name}
                offer={stream}
                chosen={streams[index] ?? null}
                permitted={permitted}
                errors={errorsOf(state, index)}
                onToggle={(isOn) => toggle(stream, isOn)}
                onChange={(part) =>
                  set(streams.map((each, place) => (place === index ? { ...each, ...part } : each)))
                }
              />
            );
          })}
        </ul>
      </Panel>
      {state.errors["streams"] !== undefined && (
        <p role="alert" className="text-ui text-bad">
          {state.errors["streams"]}
        </p>
      )}
    </>
  );
}

/** What is wrong with one chosen stream, by field; a sentence about the whole stream stands at its mode. */
function errorsOf({ errors }: DraftState, index: number): Partial<Record<string, string>> {
  const path = `streams.${index}`;
  return {
    mode: errors[`${path}.mode`] ?? errors[path],
    target: errors[`${path}.target`],
    primary_key: errors[`${path}.primary_key`],
  };
}
