import type { Connection } from "@millrace/connect/contract";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useEnds, type Ends } from "../queries.ts";
import { faultsOf, fitStreams, wizardSteps, type ConnectionDraft, type WizardStep } from "./draft.ts";
import { isCron } from "./next-times.ts";
import { checkErrors, refusalErrors } from "./refusal.ts";
import { useDraft, type DraftState } from "./use-draft.ts";
import { useTrials, type Trials } from "./use-trials.ts";

/** Where one is in the wizard, and what it takes to go on. */
export interface Flow {
  state: DraftState;
  ends: Ends;
  trials: Trials;
  step: WizardStep;
  reached: number;
  isBusy: boolean;
  go: (step: WizardStep) => void;
  /** Goes on once the step is filled in and a real call agrees. */
  next: () => void;
  discover: () => void;
  check: () => void;
}

export function useFlow({
  initial,
  connection,
  step: asked,
  onStep,
}: {
  initial: ConnectionDraft;
  /** null: a new one. */
  connection: Connection | null;
  /** As the address says; one that was not reached yet is the furthest that was. */
  step: WizardStep;
  onStep: (step: WizardStep) => void;
}): Flow {
  const state = useDraft(initial);
  const ends = useEnds(state.draft);
  const trials = useTrials(state.draft, ends, connection?.id ?? null);
  const [reached, setReached] = useState(connection === null ? 0 : wizardSteps.length - 1);
  const step = wizardSteps[Math.min(reached, wizardSteps.indexOf(asked))] ?? "source";
  const faultWords = useFaultWords();

  const go = (target: WizardStep) => {
    setReached(Math.max(reached, wizardSteps.indexOf(target)));
    onStep(target);
  };
  const tellRefusal = (error: unknown) => state.tell(refusalErrors(error));
  const discover = () => trials.discovery.run().then(() => true, tellRefusal);
  const check = () =>
    trials.check.run().then((found) => {
      state.tell(checkErrors(found));
      return found.is_ok;
    }, tellRefusal);
  /** Whether a real call lets us pass; what it says stands at the fields. */
  const isPassed = async (): Promise<boolean> => {
    if (step === "source") return (await discover()) === true;
    if (step === "destination") return (await check()) === true;
    return true;
  };
  const next = async () => {
    const faults = faultsOf(step, state.draft, { ends, offered: trials.discovery.offered, isCron });
    state.tell(faultWords(faults));
    if (Object.keys(faults).length === 0 && (await isPassed())) go(after(step));
  };

  const isEvery = initial.streams.length === 0 && connection !== null;
  useArrival(step, { state, ends, trials, isEvery, discover, check });
  return {
    state,
    ends,
    trials,
    step,
    reached,
    isBusy: trials.discovery.isPending || trials.check.isPending,
    go,
    next: () => void next(),
    discover: () => void discover(),
    check: () => void check(),
  };
}

const after = (step: WizardStep): WizardStep => wizardSteps[wizardSteps.indexOf(step) + 1] ?? "review";

/** What a step needs to know when one arrives at it. */
function useArrival(
  step: WizardStep,
  {
    state,
    ends,
    trials,
    isEvery,
    discover,
    check,
  }: Pick<Flow, "state" | "ends" | "trials"> & {
    isEvery: boolean;
    discover: () => unknown;
    check: () => unknown;
  },
): void {
  const { found, offered } = trials.discovery;
  const arrive = useEffectEvent(() => {
    if (step === "streams" && found === null) discover();
    if (step === "review" && trials.check.found === null) check();
    if (step === "options" && state.draft.name === "")
      state.change({ name: `${state.draft.source.type}-to-${state.draft.destination.type}` }, "name");
  });
  useEffect(() => arrive(), [step]);
  const fit = useEffectEvent(() =>
    state.change({ streams: fitStreams(state.draft.streams, offered, ends.destination, isEvery) }, "streams"),
  );
  useEffect(() => {
    if (step === "streams" && found !== null) fit();
  }, [step, found]);
}

function useFaultWords() {
  const { t } = useTranslation();
  return (faults: ReturnType<typeof faultsOf>) =>
    Object.fromEntries(Object.entries(faults).map(([path, fault]) => [path, t(`connect.fault.${fault}`)]));
}
