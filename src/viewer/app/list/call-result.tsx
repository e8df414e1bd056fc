import type { RowStatus } from '../../timeline-format.ts';
import { StatusIcon } from '../shell/icons.tsx';
import { CutValue } from './cut-value.tsx';

/** What came of a call, in as much room as there is: its answer, its error, or why it has none. */
export function CallResult({
  status,
  answered,
  other,
}: {
  status: RowStatus;
  answered: string;
  other?: string | undefined;
}) {
  return (
    <>
      <StatusIcon status={status} />
      {status === 'pending' && <b>pending</b>}
      {status === 'abandoned' && <span title="Its document was closed or navigated away">abandoned</span>}
      {(status === 'ok' || status === 'failed') && (
        <>
          <span class="hidden">{status} </span>
          <CutValue text={answered} other={other} />
        </>
      )}
    </>
  );
}
