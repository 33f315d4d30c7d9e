/** The app's colours, in one place: antd's theme and base.css (custom properties of the same names) both follow it. */
export const PALETTE = {
  light: {
    primary: '#11695c',
    page: '#f5f6f5',
    surface: '#ffffff',
    sider: '#fbfbfa',
    border: '#dfe3e1',
    text: '#1c2523',
    muted: '#57635f',
    success: '#2b7a3e',
    warning: '#9a5b00',
    error: '#b3261e',
    info: '#2f5f8a',
  },
  dark: {
    primary: '#5cbcaa',
    page: '#111615',
    surface: '#1a2120',
    sider: '#151b1a',
    border: '#303a38',
    text: '#e3e9e7',
    muted: '#a0aca8',
    success: '#6fbf82',
    warning: '#e0a552',
    error: '#f08a80',
    info: '#7fb2dd',
  },
} as const;

export const FONT_FAMILY =
  "-apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif";
export const CODE_FONT_FAMILY =
  "ui-monospace, SFMono-Regular, 'Cascadia Mono', Consolas, 'Noto Sans Mono CJK SC', 'Liberation Mono', monospace";
