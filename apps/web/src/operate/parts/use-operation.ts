import { useMutation, useQueryClient } from "@tanstack/react-query";
import { notifyDone, notifyProblem } from "../../shared/notify.ts";

/** What is said once it is done, and how it is taken back where it can be. */
interface Told {
  message: string;
  undo?: () => void;
}

/**
 * Something an operator does: sends it, says that it is done (with an undo where there is one) or why not, and reads
 * everything operated again, because a run, its queue and its dead letter change together.
 */
export function useOperation<Subject = void, Answer = unknown>(
  send: (subject: Subject) => Promise<Answer>,
  tell: (subject: Subject, answer: Answer) => Told | null,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (answer, subject) => {
      const told = tell(subject, answer);
      if (told !== null) notifyDone(told.message, told.undo);
    },
    onError: notifyProblem,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["runs"] }),
        client.invalidateQueries({ queryKey: ["operate"] }),
      ]),
  });
}
