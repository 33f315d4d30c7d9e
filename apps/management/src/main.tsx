import { createRoot } from 'react-dom/client';
import './app/base.css';
import './app/layout.css';
import { App } from './app/app.tsx';
import { takeSetupTicket } from './session/setup-ticket.ts';

// Before anything else: the ticket of the set-up link must not stay in the address bar or the history.
takeSetupTicket();

const root = document.getElementById('root');
if (root === null) throw new TypeError('Cannot start the management centre: there is no #root');
createRoot(root).render(<App />);
