import Fastify from 'fastify';

/** What everything is measured against: a bare Fastify that parses JSON and answers with it. */
const app = Fastify();
app.post('/agent/v1/auth', async (request) => request.body);
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
console.log('ready');
