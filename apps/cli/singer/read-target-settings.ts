import { resolve } from "node:path";
import { openSettings, parseSettings, type Destination } from "@millrace/connect/connectors";
import { UserFacingError } from "@millrace/platform/errors";
import { defaultKeyFile, openSecrets } from "@millrace/platform/secrets";
import { z } from "zod";
import { withPlaces } from "../connect/absolute-paths.ts";
import type { HouseConfig } from "../load-house-config.ts";
import { fileRefusal, readYamlFile, type YamlFile } from "../shared/read-yaml-file.ts";

const mapping = z.record(z.string(), z.unknown());

/** The settings of a destination from its file, secrets opened. Throws UserFacingError with exit code 2 naming the setting. */
export async function readTargetSettings(
  destination: Destination,
  path: string,
  { dataFolder, keyFile }: HouseConfig,
): Promise<ReturnType<typeof parseSettings>> {
  const file: YamlFile = {
    path,
    what: "a destination's settings",
    advice: `\`millrace connect destinations ${destination.id}\` shows them`,
  };
  const written = mapping.safeParse((await readYamlFile(file)) ?? {});
  if (!written.success) throw fileRefusal(file, `${path} must have lines of the form setting: value`);
  const { type: _, ...placed } = withPlaces({ ...written.data, type: destination.id }, process.cwd());
  const secrets = openSecrets({
    keyFile: keyFile ?? defaultKeyFile(process.env, process.platform),
    dataFolder: resolve(dataFolder),
    env: process.env,
  });
  try {
    return parseSettings(destination, await openSettings(secrets, destination.settings, placed));
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error;
    const sentence = `${path}: ${error.message.replace(/\.$/u, "")}`;
    throw fileRefusal(file, sentence, error);
  }
}
