import type { CodePeriod } from '../clock/code-period.ts';

const RADIUS = 17;
const LENGTH = 2 * Math.PI * RADIUS;

/** The running time as a ring with its seconds. Screen readers get the text beside it instead. */
export function CodeRing({ period }: { period: CodePeriod }) {
  return (
    <span className={`ring ring-${period.stage}`} aria-hidden="true">
      <svg viewBox="0 0 40 40">
        <circle className="ring-track" cx="20" cy="20" r={RADIUS} />
        <circle
          // a new period starts full at once instead of winding back
          key={period.remainingShare > 0.98 ? 'full' : 'running'}
          className="ring-value"
          cx="20"
          cy="20"
          r={RADIUS}
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - period.remainingShare)}
        />
      </svg>
      <span className="ring-seconds">{period.remainingSeconds}</span>
    </span>
  );
}
