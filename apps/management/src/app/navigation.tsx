import {
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  HomeOutlined,
  ImportOutlined,
  QrcodeOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Menu, type MenuProps } from 'antd';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';

type Items = NonNullable<MenuProps['items']>;

/** Most particular first, so that the beginning of the address decides. */
const PLACES = [
  '/organizations',
  '/users',
  '/token-import',
  '/tokens',
  '/distribution',
  '/agents',
  '/audit',
  '/settings',
];

function placeOf(pathname: string): string {
  if (pathname.endsWith('/distribute')) return '/distribution';
  return PLACES.find((place) => pathname.startsWith(place)) ?? '/';
}

export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const t = usePhrases(shellPhrases);
  const { pathname } = useLocation();
  const item = (to: string, label: string, icon: ReactNode): Items[number] => ({
    key: to,
    icon,
    label: (
      <Link to={to} onClick={onNavigate}>
        {label}
      </Link>
    ),
  });
  const group = (label: string, children: Items): Items[number] => ({
    type: 'group',
    key: label,
    label,
    children,
  });
  const items: Items = [
    item('/', t('nav.home'), <HomeOutlined />),
    group(t('nav.tokens'), [
      item('/tokens', t('nav.token-list'), <SafetyCertificateOutlined />),
      item('/token-import', t('nav.import'), <ImportOutlined />),
      item('/distribution', t('nav.distribution'), <QrcodeOutlined />),
    ]),
    group(t('nav.people'), [
      item('/users', t('nav.users'), <TeamOutlined />),
      item('/organizations', t('nav.organizations'), <ApartmentOutlined />),
    ]),
    group(t('nav.authentication'), [
      item('/agents', t('nav.agents'), <ApiOutlined />),
      item('/audit', t('nav.audit'), <AuditOutlined />),
    ]),
    group(t('nav.system'), [item('/settings', t('nav.settings'), <SettingOutlined />)]),
  ];
  return (
    <nav aria-label={t('nav.label')}>
      <Menu mode="inline" items={items} selectedKeys={[placeOf(pathname)]} style={{ borderInlineEnd: 0 }} />
    </nav>
  );
}
