import { LanguageProvider } from '@lingpai/ui';
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { SessionGate } from '../session/session-gate.tsx';
import { createQueryClient } from './query-client.ts';
import { createAppRouter } from './router.tsx';
import { ThemeProvider } from './theme-provider.tsx';

const queryClient = createQueryClient();

/** The management centre: language and looks outside, then who is signed in, then the pages. */
export function App() {
  // not at import: the set-up ticket has to leave the address bar before the router reads it
  const [router] = useState(createAppRouter);
  return (
    <LanguageProvider>
      <ThemeProvider>
        <QueryClientProvider client={queryClient}>
          <SessionGate>
            <RouterProvider router={router} />
          </SessionGate>
        </QueryClientProvider>
      </ThemeProvider>
    </LanguageProvider>
  );
}
