import { wizardSteps, type WizardStep } from "./draft.ts";

/** What the address of the wizard says: the step, so that "back" goes back one. */
export interface WizardSearch {
  step?: WizardStep;
}

export function readWizardSearch(raw: Record<string, unknown>): WizardSearch {
  const step = wizardSteps.find((candidate) => candidate === raw["step"]);
  return step === undefined ? {} : { step };
}
