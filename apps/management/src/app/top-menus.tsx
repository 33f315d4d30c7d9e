import { BgColorsOutlined, GlobalOutlined, UserOutlined } from '@ant-design/icons';
import { shellPhrases } from '@lingpai/contract/phrases/management';
import { useLanguage, usePhrases } from '@lingpai/ui';
import { Button, Dropdown, Grid } from 'antd';
import { useState } from 'react';
import { ChangePasswordModal } from '../session/change-password-modal.tsx';
import { useSession } from '../session/session-context.ts';
import { THEME_CHOICES, type ThemeChoice, useTheme } from './theme-provider.tsx';

/** Language and looks; also on the pages before sign-in. */
export function AppearanceMenus() {
  const t = usePhrases(shellPhrases);
  const { language, setLanguage } = useLanguage();
  const { choice, setChoice } = useTheme();
  const { sm } = Grid.useBreakpoint();
  const languageName = language === 'en' ? 'English' : '中文';
  const themeName = { system: t('theme.system'), light: t('theme.light'), dark: t('theme.dark') };
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          selectable: true,
          selectedKeys: [language],
          items: [
            { key: 'zh-CN', label: '中文（简体）' },
            { key: 'en', label: 'English' },
          ],
          onClick: ({ key }) => setLanguage(key === 'en' ? 'en' : 'zh-CN'),
        }}
      >
        <Button
          type="text"
          icon={<GlobalOutlined />}
          aria-label={`${t('menu.language')}: ${languageName}`}
          data-testid="language-menu"
        >
          {sm ? languageName : null}
        </Button>
      </Dropdown>
      <Dropdown
        trigger={['click']}
        menu={{
          selectable: true,
          selectedKeys: [choice],
          items: THEME_CHOICES.map((key) => ({ key, label: themeName[key] })),
          onClick: ({ key }) => setChoice(key as ThemeChoice),
        }}
      >
        <Button
          type="text"
          icon={<BgColorsOutlined />}
          aria-label={t('menu.theme')}
          data-testid="theme-menu"
        />
      </Dropdown>
    </>
  );
}

export function AccountMenu() {
  const t = usePhrases(shellPhrases);
  const { admin, signOut } = useSession();
  const { sm } = Grid.useBreakpoint();
  const [isChanging, setChanging] = useState(false);
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'who', label: t('menu.account', { login: admin.login }), disabled: true },
            { type: 'divider' },
            { key: 'password', label: t('menu.change-password') },
            { key: 'out', label: <span data-testid="sign-out">{t('menu.sign-out')}</span> },
          ],
          onClick: ({ key }) => (key === 'out' ? signOut() : setChanging(true)),
        }}
      >
        <Button
          type="text"
          icon={<UserOutlined />}
          aria-label={`${admin.name || admin.login} · ${t('menu.account', { login: admin.login })}`}
          data-testid="account-menu"
        >
          {sm ? admin.name || admin.login : null}
        </Button>
      </Dropdown>
      <ChangePasswordModal isOpen={isChanging} onClose={() => setChanging(false)} />
    </>
  );
}
