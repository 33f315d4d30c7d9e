/** Drawn for this app on a 24 px grid, 1.75 px lines. */
const PATHS = {
  add: 'M12 5v14M5 12h14',
  scan: 'M4 8V6a2 2 0 0 1 2-2h2M16 4h2a2 2 0 0 1 2 2v2M20 16v2a2 2 0 0 1-2 2h-2M8 20H6a2 2 0 0 1-2-2v-2M4 12h16',
  manual: 'M4 7h16v10H4zM8 11h.01M12 11h.01M16 11h.01M8.5 14h7',
  picture: 'M5 5h14v14H5zM5 16l4-4 4 4 2-2 4 4M15.5 9.5h.01',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  codes: 'M5 4h14v16H5zM9 9h.01M12 9h.01M15 9h.01M9 13h6M9 16h3',
  settings:
    'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM19 12l2-1-1.5-3.5-2.2.6-1.4-1.4.6-2.2L13 3l-1 2-1-2-3.5 1.5.6 2.2-1.4 1.4-2.2-.6L3 11l2 1-2 1 1.5 3.5 2.2-.6 1.4 1.4-.6 2.2L11 21l1-2 1 2 3.5-1.5-.6-2.2 1.4-1.4 2.2.6L21 13z',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  warning: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  copy: 'M9 9h10v11H9zM6 15H5V4h10v2',
  search: 'M11 17a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM20 20l-4.5-4.5',
  eye: 'M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  refresh: 'M19 8a8 8 0 1 0 1 6M20 4v5h-5',
  install: 'M12 4v10M8 10.5l4 4 4-4M5 19h14',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.5l3 2',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture that says nothing the text beside it does not say. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: a command tablet (令牌) with the running time of a code cut into it. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 96 96" aria-hidden="true" focusable="false">
      <rect className="mark-ground" width="96" height="96" rx="22" />
      <path
        className="mark-tablet"
        d="M48 15 67.500 26.500Q70 28 70 31V75Q70 80 65 80H31Q26 80 26 75V31Q26 28 28.500 26.500Z"
      />
      <path className="mark-time" d="M48 39A13 13 0 1 1 36.740 45.500" />
      <circle className="mark-dot" cx="48" cy="52" r="3.500" />
    </svg>
  );
}
