import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "../../shared/ui/cn.ts";
import { wizardSteps, type WizardStep } from "./draft.ts";

/** Where one is, and the way back to every step that was reached. */
export function Stepper({
  step,
  reached,
  onGo,
}: {
  step: WizardStep;
  /** Place of the furthest step so far. */
  reached: number;
  onGo: (step: WizardStep) => void;
}) {
  const { t } = useTranslation();
  const now = wizardSteps.indexOf(step);
  return (
    <nav aria-label={t("connect.wizard.steps")} className="mb-5">
      <ol className="flex flex-wrap gap-x-1 gap-y-1.5">
        {wizardSteps.map((each, index) => (
          <li key={each} className="flex items-center">
            <button
              type="button"
              disabled={index > reached}
              aria-current={each === step ? "step" : undefined}
              onClick={() => onGo(each)}
              className={cn(
                "flex h-8 items-center gap-1.5 rounded-md px-2 text-ui text-muted enabled:hover:bg-hover disabled:cursor-default",
                each === step && "bg-line/70 font-medium text-fg",
              )}
            >
              <span
                aria-hidden
                className={cn(
                  "flex size-5 items-center justify-center rounded-full border border-line-strong text-2xs",
                  index < now && "border-accent text-accent",
                  each === step && "border-accent bg-accent text-on-accent",
                )}
              >
                {index < now ? <Check className="size-3" /> : index + 1}
              </span>
              <span className={cn(each !== step && "max-sm:sr-only")}>
                {t(`connect.wizard.step.${each}`)}
              </span>
            </button>
            {index < wizardSteps.length - 1 && (
              <span aria-hidden className="ml-1 h-px w-3 bg-line-strong sm:w-5" />
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
