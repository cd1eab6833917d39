import { SkeletonList } from "../shared/ui/states.tsx";

export function RoutePending() {
  return (
    <div className="px-4 py-8 sm:px-8">
      <SkeletonList />
    </div>
  );
}
