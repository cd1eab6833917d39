import i18next from "i18next";
import { toast } from "sonner";
import { rememberUndo, undoLast } from "./undo.ts";
import { problemWords } from "./ui/states.tsx";

/** Shows a refusal in the server's words, with what to try. */
export function notifyProblem(error: unknown): void {
  const words = problemWords(error, {
    unreachable: i18next.t("problem.unreachable"),
    unreachableAction: i18next.t("problem.unreachableAction"),
  });
  toast.error(words.what, { description: words.action ?? undefined, duration: 8000 });
}

/** Says what was done; the button and the "u" key take it back. */
export function notifyDone(message: string, undo?: () => void): void {
  if (undo === undefined) {
    toast(message);
    return;
  }
  const id = toast(message, { action: { label: i18next.t("common.undo"), onClick: () => void undoLast() } });
  rememberUndo(() => {
    toast.dismiss(id);
    undo();
  });
}
