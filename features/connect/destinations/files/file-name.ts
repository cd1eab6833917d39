/** Names that Windows gives to devices, whatever follows a dot behind them. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu;
/** What some file system or shell takes for more than a letter, and control characters. */
const UNSAFE = /[\u0000-\u001f\u007f"*/:<>?\\|]/gu;
/** File systems take 255 bytes; an ending, a batch's number and a temporary ending must fit behind it. */
const mostBytes = 200;

/**
 * A file's name, without its ending, for a target: as it is where every system takes it so; else with "_" for what one of them
 * would refuse, and without dots and spaces at its ends. null: nothing is left to make a name of.
 */
export function fileNameOf(target: string): string | null {
  const plain = target.normalize("NFC").toWellFormed().replace(UNSAFE, "_");
  const trimmed = shortened(plain.replace(/^[.\s]+/u, "")).replace(/[.\s]+$/u, "");
  if (trimmed === "" || /^_+$/u.test(trimmed)) return null;
  return DEVICE.test(trimmed) ? `_${trimmed}` : trimmed;
}

function shortened(name: string): string {
  let short = name;
  while (Buffer.byteLength(short) > mostBytes) short = short.slice(0, -1).replace(/[\ud800-\udbff]$/u, "");
  return short;
}
