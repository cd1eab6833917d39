import { z } from "zod";

/** A number, or the text of one: nothing else becomes a number by chance, as an empty list or `true` would. */
export const numeric = z.union([z.number(), z.string().trim().min(1).transform(Number)]);
