import type { Connection } from "@millrace/connect/contract";
import { useEffect, useRef, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { CheckReport } from "./check-report.tsx";
import { ConnectorStep } from "./connector-step.tsx";
import { wizardSteps, type ConnectionDraft, type WizardStep } from "./draft.ts";
import { OptionsStep } from "./options-step.tsx";
import { refusalErrors } from "./refusal.ts";
import { ReviewStep } from "./review-step.tsx";
import { SaveButtons } from "./save-buttons.tsx";
import { Stepper } from "./stepper.tsx";
import { StreamsStep } from "./streams-step.tsx";
import { useFlow, type Flow } from "./use-flow.ts";

/** Source, destination, streams, options, review: makes a connection, or changes one. */
export function Wizard({
  initial,
  connection,
  step,
  onStep,
}: {
  initial: ConnectionDraft;
  connection: Connection | null;
  step: WizardStep;
  onStep: (step: WizardStep) => void;
}) {
  const { t } = useTranslation();
  const flow = useFlow({ initial, connection, step, onStep });
  const heading = useStepFocus(flow.step);
  const form = useErrorFocus(flow);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (flow.step !== "review" && !flow.isBusy) flow.next();
  };
  return (
    <>
      <Stepper step={flow.step} reached={flow.reached} onGo={flow.go} />
      <form ref={form} onSubmit={submit} noValidate className="grid gap-4">
        <h2 ref={heading} tabIndex={-1} className="text-base font-semibold outline-none">
          {t(`connect.wizard.title.${flow.step}`)}
        </h2>
        <Step flow={flow} />
        <Footer flow={flow} connection={connection} />
      </form>
    </>
  );
}

function Step({ flow }: { flow: Flow }) {
  const { state, ends, trials } = flow;
  switch (flow.step) {
    case "source":
      return (
        <>
          <ConnectorStep end="source" state={state} />
          <SourceTrouble flow={flow} />
        </>
      );
    case "destination":
      return (
        <>
          <ConnectorStep end="destination" state={state} />
          <CheckReport check={trials.check} onCorrect={flow.go} shown="destination" />
        </>
      );
    case "streams":
      return (
        <StreamsStep
          state={state}
          destination={ends.destination}
          discovery={trials.discovery}
          onDiscover={flow.discover}
        />
      );
    case "options":
      return <OptionsStep state={state} />;
    default:
      return (
        <ReviewStep
          draft={state.draft}
          ends={ends}
          check={trials.check}
          onCheck={flow.check}
          onGo={flow.go}
        />
      );
  }
}

/** What the source said, where no field is at fault. */
function SourceTrouble({ flow: { trials } }: { flow: Flow }) {
  const { discovery, check } = trials;
  const isRefused = check.found !== null && !check.found.source.is_ok;
  const isToldAtField = Object.keys(refusalErrors(discovery.error)).some((path) =>
    path.startsWith("source."),
  );
  const error = isToldAtField ? null : discovery.error;
  return <CheckReport check={isRefused ? check : { found: null, error, isPending: false }} />;
}

function Footer({ flow, connection }: { flow: Flow; connection: Connection | null }) {
  const { t } = useTranslation();
  const { step, isBusy } = flow;
  const before = wizardSteps[wizardSteps.indexOf(step) - 1];
  const isRefused = step === "destination" && flow.trials.check.found?.is_ok === false;
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line pt-4">
      {before !== undefined && (
        <Button className="mr-auto" onClick={() => flow.go(before)}>
          {t("connect.wizard.back")}
        </Button>
      )}
      {isRefused && (
        <Button look="ghost" onClick={() => flow.go("streams")}>
          {t("connect.wizard.anyway")}
        </Button>
      )}
      {step === "review" ? (
        <SaveButtons flow={flow} connection={connection} />
      ) : (
        <Button type="submit" look="primary" disabled={!isEndChosen(flow) || isBusy}>
          {t(isBusy ? "connect.check.asking" : `connect.wizard.next.${step}`)}
        </Button>
      )}
    </div>
  );
}

const isEndChosen = ({ step, state }: Flow): boolean =>
  (step !== "source" && step !== "destination") || state.draft[step].type !== "";

/** The heading of a step takes the focus when one goes there. */
function useStepFocus(step: WizardStep) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "nearest" });
  }, [step]);
  return heading;
}

/** The first field at fault takes the focus when the faults are told. */
function useErrorFocus({ state: { errors } }: Flow) {
  const form = useRef<HTMLFormElement>(null);
  const told = useRef(errors);
  useEffect(() => {
    const hasMore = Object.keys(errors).length > Object.keys(told.current).length;
    told.current = errors;
    if (hasMore) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);
  return form;
}
