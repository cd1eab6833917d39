import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Checkbox } from "../../shared/ui/field.tsx";
import { useMetrics } from "../queries.ts";
import { columnsOf, type Column } from "./columns.ts";
import { ColumnHead, type Order } from "./column-head.tsx";
import { useWebsiteRows, type WebsiteListProps } from "./use-website-rows.ts";
import { WebsiteRow } from "./website-row.tsx";

const rowPx = 53;
const headPx = 45;
const tickPx = 40;

interface WebsiteTableProps extends WebsiteListProps {
  label: string;
  order: Order;
  /** Whether every loaded website is ticked. */
  isAllSelected: boolean;
  onOrder: (order: Order) => void;
  onTrend: (metric: string) => void;
  onSelectAll: () => void;
  onClearSelection: () => void;
}

/** The websites with their metrics; the domain stays in view when one scrolls to the right. */
export function WebsiteTable(props: WebsiteTableProps) {
  const { websites, activeId, selected, maySelect, trend, hasMore, onSelect, label } = props;
  const metrics = useMetrics();
  const columns = useMemo(() => columnsOf(metrics), [metrics]);
  const { scroller, items, totalPx } = useWebsiteRows(props, rowPx, headPx);
  const tabStop = activeId ?? websites[0]?.id;
  const [before, after] = spacersOf(items, totalPx);
  const widthPx = columns.reduce((sum, column) => sum + column.widthPx, tickPx);
  return (
    <div ref={scroller} className="relative min-h-0 flex-1 overflow-auto [overflow-anchor:none]">
      <table
        aria-label={label}
        aria-rowcount={hasMore ? -1 : websites.length + 1}
        className="table-fixed border-separate border-spacing-0 text-ui"
        style={{ width: `max(100%, ${widthPx}px)` }}
      >
        <colgroup>
          {maySelect && <col style={{ width: tickPx }} />}
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.widthPx }} />
          ))}
        </colgroup>
        <Head {...props} columns={columns} />
        <tbody>
          <Spacer heightPx={before} />
          {items.map((item) => {
            const website = websites[item.index];
            return website === undefined ? null : (
              <WebsiteRow
                key={item.key}
                website={website}
                columns={columns}
                rowIndex={item.index + 2}
                trend={trend}
                isActive={website.id === activeId}
                isTabStop={website.id === tabStop}
                isSelected={selected.has(website.id)}
                maySelect={maySelect}
                onSelect={onSelect}
              />
            );
          })}
          <Spacer heightPx={after} />
        </tbody>
      </table>
    </div>
  );
}

function Head({
  columns,
  order,
  trend,
  selected,
  maySelect,
  isAllSelected,
  onOrder,
  onTrend,
  onSelectAll,
  onClearSelection,
}: WebsiteTableProps & { columns: readonly Column[] }) {
  const { t } = useTranslation();
  return (
    <thead>
      <tr aria-rowindex={1}>
        {maySelect && (
          <th scope="col" className="sticky top-0 left-0 z-20 border-b border-line bg-bg pl-4 text-left">
            <Checkbox
              aria-label={t("sites.selectAll")}
              checked={isAllSelected}
              ref={(input) => {
                if (input !== null) input.indeterminate = selected.size > 0 && !isAllSelected;
              }}
              onChange={isAllSelected ? onClearSelection : onSelectAll}
            />
          </th>
        )}
        {columns.map((column) => (
          <ColumnHead
            key={column.id}
            column={column}
            order={order}
            trend={trend}
            isAfterTick={maySelect}
            onOrder={onOrder}
            onTrend={onTrend}
          />
        ))}
      </tr>
    </thead>
  );
}

/** Pixels of the rows before and after those that are drawn. */
function spacersOf(items: readonly { start: number; end: number }[], totalPx: number): [number, number] {
  return [items[0]?.start ?? 0, totalPx - (items.at(-1)?.end ?? 0)];
}

/** Stands for the rows out of view. */
function Spacer({ heightPx }: { heightPx: number }) {
  return heightPx === 0 ? null : <tr aria-hidden style={{ height: heightPx }} />;
}
