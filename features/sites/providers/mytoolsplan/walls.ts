import { NeedsAttention } from "@millrace/platform/errors";
import { ProviderClosed } from "../provider-closed.ts";
import { providerId } from "./definition.ts";
import { detectWall, type AnswerBehindWall, type Wall } from "./detect-wall.ts";

/** The portal does not know our login (any more): sign in and ask again. Never leaves this provider. */
export class LoggedOut extends NeedsAttention {}

const messages: Readonly<Record<Wall, string>> = {
  captcha:
    "MyToolsPlan asks whether we are human (captcha): log in there by hand, solve it, wait a while, then resume the provider.",
  banned:
    "MyToolsPlan has suspended this account: nothing more is sent to it. Write to its support or use another account, then resume the provider.",
  logged_out:
    "MyToolsPlan logs us out straight after each log-in, perhaps because somebody else uses the account: look into it by hand, then resume the provider.",
};

/** What a wall means for the provider as a whole. */
export function closedBy(wall: Wall): ProviderClosed {
  return new ProviderClosed(providerId, wall, messages[wall]);
}

/** Throws `LoggedOut` or `ProviderClosed` when an answer is a wall: looked at before anything is read out of it. */
export function stopAtWall(answer: AnswerBehindWall, loginUrl: string): void {
  const wall = detectWall(answer, loginUrl);
  if (wall === "logged_out") throw new LoggedOut("The portal does not know this log-in.");
  if (wall !== null) throw closedBy(wall);
}
