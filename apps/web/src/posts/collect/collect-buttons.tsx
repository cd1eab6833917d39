import { useMay } from "../../shared/session.ts";
import { useSearchableSources } from "../sources/queries.ts";
import { CollectButton } from "./collect-button.tsx";
import { ImportButton } from "./import-button.tsx";

/** "Collect" and "Import" for whoever may change posts; without a source to search only "Import". */
export function CollectButtons({ isLarge = false }: { isLarge?: boolean }) {
  const mayCollect = useMay("posts:write");
  const sources = useSearchableSources() ?? [];
  if (!mayCollect) return null;
  const collect = sources.length > 0 && <CollectButton sources={sources} isLarge={isLarge} />;
  if (!isLarge)
    return (
      <>
        <ImportButton />
        {collect}
      </>
    );
  return (
    <>
      {collect}
      <ImportButton isLarge isOnlyWay={sources.length === 0} />
    </>
  );
}
