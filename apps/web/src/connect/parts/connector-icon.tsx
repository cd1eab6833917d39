import {
  Cable,
  Container,
  Database,
  FileJson2,
  FileSpreadsheet,
  Gift,
  Globe,
  House,
  Leaf,
  Star,
  Table2,
  Warehouse,
  Webhook,
  type LucideIcon,
} from "lucide-react";

const icons: Readonly<Record<string, LucideIcon>> = {
  "yotpo-loyalty": Gift,
  "yotpo-core": Star,
  http: Globe,
  singer: Container,
  millrace: House,
  "treasure-data": Warehouse,
  postgres: Database,
  sqlite: Database,
  mongodb: Leaf,
  csv: FileSpreadsheet,
  parquet: Table2,
  jsonl: FileJson2,
  webhook: Webhook,
};

/** A small sign of what a source or destination is; its name stands beside it. */
export function ConnectorIcon({ type, className }: { type: string; className?: string }) {
  const Icon = icons[type] ?? Cable;
  return <Icon aria-hidden className={className ?? "size-3.5 shrink-0 text-faint"} />;
}
