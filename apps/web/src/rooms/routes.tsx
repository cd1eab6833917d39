import { RoomPage } from "./room-page.tsx";

export const StudioRoom = () => <RoomPage room="studio" />;
export const StoreRoom = () => <RoomPage room="store" />;
