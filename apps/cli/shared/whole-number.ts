import { InvalidArgumentError } from "commander";

/** Reads a flag's value as a whole number from `min` to `max`; anything else is refused in a sentence that names the flag. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return number;
  };
}

/** `--limit` of every list: as many as the API gives at once. */
export const itemsPerPage = wholeNumber(1, 200);
