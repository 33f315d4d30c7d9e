import { encodeQR } from 'qr';
import { useMemo } from 'react';

/** ISO/IEC 18004 §5.3.8: four light modules on every side */
const QUIET_ZONE_MODULES = 4;

/** A QR code (error correction M) drawn as one path, crisp at any size; always dark on white, since many readers need that. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => drawQr(text), [text]);
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      className="lp-qr"
      data-testid="distribution-qr"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function drawQr(text: string): { path: string; size: number } {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE_MODULES });
  const path = modules
    .map((row, y) =>
      row
        .map((isDark, x) =>
          isDark && !row[x - 1] ? `M${x} ${y}h${runLength(row, x)}v1h-${runLength(row, x)}z` : '',
        )
        .join(''),
    )
    .join('');
  return { path, size: modules.length };
}

function runLength(row: readonly boolean[], start: number): number {
  let end = start;
  while (row[end]) end++;
  return end - start;
}
