/** Millrace as a Singer target: `millrace singer-target`. */
export { runSingerTarget, type SingerTargetOptions, type SingerTargetReport } from "./run-singer-target.ts";
