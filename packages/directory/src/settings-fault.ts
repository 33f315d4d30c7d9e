import { X509Certificate } from 'node:crypto';
import type { BackendSettings, HttpConfig, LdapConfig, RadiusConfig } from '@lingpai/contract';
import { isCertificatesAlone } from '@lingpai/domain';
import { encodeSearchFilter } from './ldap/search-filter.ts';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** @returns name of a field that nothing can be done with, e.g. `ldap.caPem` */
export function findSettingsFault({ ldap, radius, http }: BackendSettings): string | undefined {
  if (ldap !== undefined) return findLdapFault(ldap);
  if (radius !== undefined) return findRadiusFault(radius);
  return http && findHttpFault(http);
}

/** What keeps a back-end from working, as far as its settings say; they can be kept nevertheless. */
export function findSettingsProblem(
  { ldap }: BackendSettings,
  hasSecret: boolean,
): 'filter-wrong' | 'secret-missing' | null {
  if (ldap === undefined) return hasSecret ? null : 'secret-missing';
  if (ldap.bindName !== '') return null;
  if (encodeSearchFilter(ldap.searchFilter, 'x') === undefined) return 'filter-wrong';
  return ldap.searchName !== '' && !hasSecret ? 'secret-missing' : null;
}

function findLdapFault({ urls, bindName, caPem }: LdapConfig): string | undefined {
  if (!urls.every((url) => URL.canParse(url))) return 'ldap.urls';
  if (bindName !== '' && !bindName.includes('{login}')) return 'ldap.bindName';
  return isCaPem(caPem) ? undefined : 'ldap.caPem';
}

function findRadiusFault({ servers }: RadiusConfig): string | undefined {
  const isPort = (text: string) => Number(text) >= 1 && Number(text) <= 65_535;
  const areWhole = servers.every((server) => isPort(/:(\d+)$/.exec(server)?.[1] ?? '1812'));
  return areWhole ? undefined : 'radius.servers';
}

function findHttpFault({ url, caPem }: HttpConfig): string | undefined {
  if (!URL.canParse(url)) return 'http.url';
  return isCaPem(caPem) ? undefined : 'http.caPem';
}

function isCaPem(text: string): boolean {
  return isCertificatesAlone(text) && (text.match(PEM) ?? []).every(isCertificate);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
