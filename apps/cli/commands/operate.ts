import { Option, type Command } from "commander";
import { ratesWindow, runStatus } from "@millrace/server/contract";
import type { OutputFlags } from "../operate/ask-house.ts";
import type { DeadLettersFlags } from "../operate/dead-letters.ts";
import type { PageFlags, RunsFlags } from "../operate/runs.ts";
import { itemsPerPage } from "../shared/whole-number.ts";

/** `millrace operate …`: what the Operate pages show and do. */
export function addOperateCommands(program: Command): void {
  const operate = program
    .command("operate")
    .description("Runs, queues, schedules, dead letters, workers, budgets, storage: look and act")
    .enablePositionalOptions();
  addRunReading(operate);
  addRunActs(operate);
  addQueueCommands(operate);
  addScheduleCommands(operate);
  addDeadLetterCommands(operate);
  addHouseCommands(operate);
}

function addRunReading(operate: Command): void {
  paged(leaf(operate, "runs", "List runs, newest first"))
    .addOption(new Option("--status <status>", "how they stand").choices(runStatus.options))
    .option("--workflow <name>", "runs of one workflow")
    .option("--queue <name>", "runs on one queue")
    .option("--search <text>", "part of an id, or of the message it failed with")
    .option("--parent <id>", "children of one run")
    .option("--since <instant>", "created at or after this instant (2026-01-31T00:00:00Z)")
    .addOption(
      new Option("--watch", "one line for each change, until interrupted").conflicts([
        "queue",
        "search",
        "parent",
        "since",
        "cursor",
      ]),
    )
    .action(async ({ watch, ...flags }: RunsFlags & { watch?: boolean }) => {
      if (watch === true) return (await import("../operate/watch-runs.ts")).watchRuns(flags);
      return (await import("../operate/runs.ts")).showRuns(flags);
    });
  leaf(operate, "run <id>", "One run: its steps, tries, input and output").action(
    async (id: string, flags: OutputFlags) => (await import("../operate/runs.ts")).showRun(id, flags),
  );
  paged(leaf(operate, "logs <id>", "What a run wrote, oldest first")).action(
    async (id: string, flags: PageFlags) => (await import("../operate/runs.ts")).showLogs(id, flags),
  );
}

function addRunActs(operate: Command): void {
  const acts = {
    cancel: "End a run and its children",
    pause: "Hold a run and its children",
    resume: "Continue a paused, failed or cancelled run",
  } as const;
  for (const act of ["cancel", "pause", "resume"] as const) {
    leaf(operate, `${act} <id>`, acts[act]).action(async (id: string, flags: OutputFlags) =>
      (await import("../operate/runs.ts")).actOnRun(act, id, flags),
    );
  }
  leaf(operate, "retry <id>", "Do a run again in place")
    .option("--from-step <name>", "first step to do again; without it, the one that failed")
    .action(async (id: string, flags: OutputFlags & { fromStep?: string }) =>
      (await import("../operate/runs.ts")).retryRun(id, flags),
    );
  leaf(operate, "fork <id>", "Start a new run with the same input")
    .option("--from-step <name>", "first step to do again; without it, all of them")
    .action(async (id: string, flags: OutputFlags & { fromStep?: string }) =>
      (await import("../operate/runs.ts")).forkRun(id, flags),
    );
}

function addQueueCommands(operate: Command): void {
  leaf(operate, "queues", "How much waits and runs on each queue").action(async (flags: OutputFlags) =>
    (await import("../operate/queues.ts")).showQueues(flags),
  );
  const queue = operate.command("queue").description("Pause or resume a queue");
  const acts = { pause: "Start nothing more from a queue", resume: "Take work from it again" } as const;
  for (const act of ["pause", "resume"] as const) {
    leaf(queue, `${act} <name>`, acts[act]).action(async (name: string, flags: OutputFlags) =>
      (await import("../operate/queues.ts")).actOnQueue(act, name, flags),
    );
  }
}

function addScheduleCommands(operate: Command): void {
  leaf(operate, "schedules", "What runs by the clock, and when next").action(async (flags: OutputFlags) =>
    (await import("../operate/schedules.ts")).showSchedules(flags),
  );
  const schedule = operate.command("schedule").description("Pause, resume or run a schedule");
  const acts = { pause: "Let its times pass", resume: "Keep its times again" } as const;
  for (const act of ["pause", "resume"] as const) {
    leaf(schedule, `${act} <name>`, acts[act]).action(async (name: string, flags: OutputFlags) =>
      (await import("../operate/schedules.ts")).actOnSchedule(act, name, flags),
    );
  }
  leaf(schedule, "run <name>", "Start a run of it now").action(async (name: string, flags: OutputFlags) =>
    (await import("../operate/schedules.ts")).runSchedule(name, flags),
  );
}

function addDeadLetterCommands(operate: Command): void {
  const letters = paged(leaf(operate, "dead-letters", "Runs that gave up and wait for a person"))
    .enablePositionalOptions()
    .option("--kind <kind>", "those that died of the same thing")
    .option("--workflow <name>", "those of one workflow")
    .option("--search <text>", "part of an id, or of the message")
    .action(async (flags: DeadLettersFlags) =>
      (await import("../operate/dead-letters.ts")).showDeadLetters(flags),
    );
  leaf(letters, "kinds", "What they died of, most frequent first").action(async (flags: OutputFlags) =>
    (await import("../operate/dead-letters.ts")).showDeadLetterKinds(flags),
  );
  leaf(letters, "retry-alike <kind>", "Retry all that died of the same thing").action(
    async (kind: string, flags: OutputFlags) =>
      (await import("../operate/dead-letters.ts")).retryAlike(kind, flags),
  );
  const letter = leaf(operate, "dead-letter", "One of them: payload, reason, history")
    .argument("<id>")
    .enablePositionalOptions()
    .action(async (id: string, flags: OutputFlags) =>
      (await import("../operate/dead-letters.ts")).showDeadLetter(id, flags),
    );
  leaf(letter, "retry <id>", "Continue it at the step that failed").action(
    async (id: string, flags: OutputFlags) =>
      (await import("../operate/dead-letters.ts")).retryDeadLetter(id, flags),
  );
  leaf(letter, "discard <id>", "Give it up")
    .requiredOption("--reason <text>", "why, for who asks later")
    .action(async (id: string, flags: OutputFlags & { reason: string }) =>
      (await import("../operate/dead-letters.ts")).discardDeadLetter(id, flags),
    );
}

function addHouseCommands(operate: Command): void {
  leaf(operate, "workers", "Processes at work").action(async (flags: OutputFlags) =>
    (await import("../operate/workers.ts")).showWorkers(flags),
  );
  leaf(operate, "budgets", "What vendors may be asked, what they were, and their breakers").action(
    async (flags: OutputFlags) => (await import("../operate/budgets.ts")).showBudgets(flags),
  );
  const breaker = operate.command("breaker").description("Close a circuit breaker");
  leaf(breaker, "close <vendor> <host>", "Call a host again now").action(
    async (vendor: string, host: string, flags: OutputFlags) =>
      (await import("../operate/budgets.ts")).closeBreaker(vendor, host, flags),
  );
  leaf(operate, "rates", "Runs that ended, by slice of time")
    .addOption(new Option("--window <window>", "how far back").choices(ratesWindow.options).default("1h"))
    .action(async (flags: OutputFlags & { window: string }) =>
      (await import("../operate/storage.ts")).showRates(flags),
    );
  leaf(operate, "storage", "What the database and the objects take, and how long things are kept").action(
    async (flags: OutputFlags) => (await import("../operate/storage.ts")).showStorage(flags),
  );
  leaf(operate, "prune", "Delete now what retention no longer keeps").action(async (flags: OutputFlags) =>
    (await import("../operate/storage.ts")).prune(flags),
  );
}

function leaf(parent: Command, nameAndArguments: string, description: string): Command {
  return parent
    .command(nameAndArguments)
    .description(description)
    .option("--json", "the API's answer as one JSON object");
}

function paged(command: Command): Command {
  return command
    .option("--limit <number>", "how many", itemsPerPage, 50)
    .option("--cursor <cursor>", "next page: the cursor printed before");
}
