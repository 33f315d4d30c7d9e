import { useLanguage } from '@lingpai/ui';
import { App as AntApp, ConfigProvider, type ThemeConfig, theme as antTheme } from 'antd';
import enUS from 'antd/es/locale/en_US';
import zhCN from 'antd/es/locale/zh_CN';
import {
  type ReactNode,
  createContext,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react';
import { CODE_FONT_FAMILY, FONT_FAMILY, PALETTE } from './palette.ts';

export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];
type Shade = 'light' | 'dark';

const STORAGE_KEY = 'lingpai.theme';

interface ThemeState {
  readonly choice: ThemeChoice;
  readonly setChoice: (choice: ThemeChoice) => void;
}
const ThemeContext = createContext<ThemeState>({ choice: 'system', setChoice: () => undefined });

export function useTheme(): ThemeState {
  return useContext(ThemeContext);
}

function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(STORAGE_KEY);
  return THEME_CHOICES.find((choice) => choice === stored) ?? 'system';
}

const stillQuery = matchMedia('(prefers-reduced-motion: reduce)');
const darkQuery = matchMedia('(prefers-color-scheme: dark)');

function useSystemShade(): Shade {
  const [isDark, setDark] = useState(darkQuery.matches);
  useEffect(() => {
    const listen = () => setDark(darkQuery.matches);
    darkQuery.addEventListener('change', listen);
    return () => darkQuery.removeEventListener('change', listen);
  }, []);
  return isDark ? 'dark' : 'light';
}

function themeOf(shade: Shade): ThemeConfig {
  const colors = PALETTE[shade];
  return {
    algorithm: shade === 'dark' ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    token: {
      colorPrimary: colors.primary,
      colorPrimaryHover: colors.primaryHover,
      colorPrimaryActive: colors.primaryActive,
      colorPrimaryBg: colors.primaryBg,
      colorPrimaryBgHover: colors.primaryBgHover,
      colorPrimaryBorder: colors.primaryBorder,
      colorLink: colors.primary,
      colorLinkHover: colors.primaryHover,
      colorLinkActive: colors.primaryActive,
      controlItemBgActive: colors.primaryBg,
      controlItemBgActiveHover: colors.primaryBgHover,
      colorSuccessBg: colors.successBg,
      colorSuccessBorder: colors.successBorder,
      colorWarningBg: colors.warningBg,
      colorWarningBorder: colors.warningBorder,
      colorErrorBg: colors.errorBg,
      colorErrorBorder: colors.errorBorder,
      colorInfoBg: colors.infoBg,
      colorInfoBorder: colors.infoBorder,
      colorSuccess: colors.success,
      colorWarning: colors.warning,
      colorError: colors.error,
      colorInfo: colors.info,
      colorBgLayout: colors.page,
      colorBgContainer: colors.surface,
      colorBgElevated: colors.elevated,
      colorText: colors.text,
      colorTextSecondary: colors.muted,
      colorTextTertiary: colors.muted,
      colorTextDescription: colors.muted,
      colorTextPlaceholder: colors.placeholder,
      colorBorder: colors.control,
      colorBorderSecondary: colors.border,
      borderRadius: 6,
      fontSize: 14,
      fontFamily: FONT_FAMILY,
      fontFamilyCode: CODE_FONT_FAMILY,
      controlHeight: 36,
      motion: !stillQuery.matches,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', ...darkButton(shade) },
      Table: { headerBg: 'transparent', headerColor: colors.muted, headerSplitColor: 'transparent' },
      Menu: {
        itemBg: 'transparent',
        subMenuItemBg: 'transparent',
        activeBarBorderWidth: 0,
        itemSelectedColor: colors.primary,
        itemHeight: 38,
      },
      Tag: { defaultBg: colors.tag, defaultColor: colors.text },
    },
  };
}

/** The light jade of the dark shade needs dark letters on it (contrast). */
function darkButton(shade: Shade) {
  return shade === 'dark' ? { primaryColor: '#06201b', dangerColor: '#2a0603' } : {};
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [choice, set] = useState<ThemeChoice>(storedChoice);
  const system = useSystemShade();
  const { language } = useLanguage();
  const shade = choice === 'system' ? system : choice;
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = shade;
  }, [shade]);
  const state = useMemo<ThemeState>(
    () => ({
      choice,
      setChoice: (next) => {
        localStorage.setItem(STORAGE_KEY, next);
        set(next);
      },
    }),
    [choice],
  );
  const theme = useMemo(() => themeOf(shade), [shade]);
  return (
    <ThemeContext value={state}>
      <ConfigProvider
        theme={theme}
        locale={language === 'en' ? enUS : zhCN}
        button={{ autoInsertSpace: false }}
        form={{ requiredMark: false, scrollToFirstError: true }}
      >
        <AntApp component={false} message={{ maxCount: 2 }}>
          {children}
        </AntApp>
      </ConfigProvider>
    </ThemeContext>
  );
}
