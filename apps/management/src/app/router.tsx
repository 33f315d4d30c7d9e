import { Navigate, createHashRouter } from 'react-router';
import { NotFound, PageCrashed } from './page-problem.tsx';
import { Shell } from './shell.tsx';

/**
 * Pages, each in its own chunk. The fragment holds the place, so the server has one page to serve. A serial or filter in the
 * fragment is never sent to any server as an address.
 */
export function createAppRouter() {
  return createHashRouter([
    {
      element: <Shell />,
      HydrateFallback: () => null,
      children: [
        {
          ErrorBoundary: PageCrashed,
          children: [
            {
              index: true,
              lazy: async () => ({ Component: (await import('../home/home-page.tsx')).HomePage }),
            },
            {
              path: 'organizations',
              lazy: async () => ({
                Component: (await import('../organizations/organizations-page.tsx')).OrganizationsPage,
              }),
            },
            {
              path: 'users',
              lazy: async () => ({ Component: (await import('../users/users-page.tsx')).UsersPage }),
            },
            {
              path: 'users/:id',
              lazy: async () => ({ Component: (await import('../users/user-page.tsx')).UserPage }),
            },
            {
              path: 'tokens',
              lazy: async () => ({ Component: (await import('../tokens/tokens-page.tsx')).TokensPage }),
            },
            {
              path: 'tokens/:serial',
              lazy: async () => ({ Component: (await import('../tokens/token-page.tsx')).TokenPage }),
            },
            {
              path: 'tokens/:serial/distribute',
              lazy: async () => ({
                Component: (await import('../distribution/distribute-page.tsx')).DistributePage,
              }),
            },
            {
              path: 'token-import',
              lazy: async () => ({ Component: (await import('../imports/import-page.tsx')).ImportPage }),
            },
            {
              path: 'distribution',
              lazy: async () => ({
                Component: (await import('../distribution/mobile-tokens-page.tsx')).MobileTokensPage,
              }),
            },
            {
              path: 'agents',
              lazy: async () => ({ Component: (await import('../agents/agents-page.tsx')).AgentsPage }),
            },
            {
              path: 'audit',
              lazy: async () => ({ Component: (await import('../audit/audit-page.tsx')).AuditPage }),
            },
            {
              path: 'settings',
              lazy: async () => ({ Component: (await import('../settings/settings-page.tsx')).SettingsPage }),
            },
            { path: 'setup/*', element: <Navigate to="/" replace /> },
            { path: '*', element: <NotFound /> },
          ],
        },
      ],
    },
  ]);
}
