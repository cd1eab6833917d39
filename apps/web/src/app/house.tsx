import { Gate } from "../identity/gate.tsx";
import { Shell } from "./shell.tsx";

/** Every page: those of the house in its frame, behind the door. */
export function House() {
  return (
    <Gate>
      <Shell />
    </Gate>
  );
}
