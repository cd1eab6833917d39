import type { Command } from "commander";

interface OutputFlags {
  json?: boolean;
}

/** `millrace settings …`, `millrace secrets rotate`; each action loads only what it needs. */
export function addSettingsCommands(program: Command): void {
  const settings = program
    .command("settings")
    .description("Settings that change while the house runs; environment and file win over them");
  settings
    .command("list")
    .description("Every setting with its value and where it came from")
    .option("--json", "one JSON object per setting")
    .action(async (flags: OutputFlags) => (await load()).listSettings(flags));
  settings
    .command("get")
    .argument("<name>")
    .description("One setting's value; of a secret, whether it is set")
    .option("--json", "one JSON object")
    .action(async (name: string, flags: OutputFlags) => (await load()).getSetting(name, flags));
  settings
    .command("set")
    .argument("<name>")
    .argument("<value>", "a secret: itself, env:NAME, file:/path, or - to read it from standard input")
    .description("Change a setting, in every process at once")
    .option("--json", "one JSON object")
    .action(async (name: string, value: string, flags: OutputFlags) =>
      (await load()).setSetting(name, value, flags),
    );
  settings
    .command("unset")
    .argument("<name>")
    .description("Take a changed setting back: the file or the default counts again")
    .option("--json", "one JSON object")
    .action(async (name: string, flags: OutputFlags) => (await load()).setSetting(name, null, flags));
  program
    .command("secrets")
    .description("Encrypted settings")
    .command("rotate")
    .description("Encrypt every secret again under a new key")
    .option("--json", "one JSON object")
    .action(async (flags: OutputFlags) => {
      const { rotate } = await import("../settings/rotate.ts");
      await rotate(flags);
    });
}

const load = () => import("../settings/settings.ts");
