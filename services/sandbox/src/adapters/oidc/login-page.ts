import type { WorldUser } from '../../domain/world.ts';

export function loginPage(uid: string, users: readonly WorldUser[], organizationNames: ReadonlyMap<string, string>): string {
  const rows = users.map((user) => {
    const organization = user.organizationId === null ? 'the platform' : organizationNames.get(user.organizationId);
    return `<li><button name="user" value="${escaped(user.userId)}"><b>${escaped(user.name)}</b> ${escaped(user.email)}<br><small>${escaped(user.role)} of ${escaped(organization ?? '')}</small></button></li>`;
  });
  return page(
    'Sign in to Patchbay',
    `<form method="post" action="/oidc/login/${encodeURIComponent(uid)}"><ul>${rows.join('')}</ul></form>`,
  );
}

export function errorPage(error: string, description = ''): string {
  return page(
    'That did not work',
    `<p><b>${escaped(error)}</b> ${escaped(description)}</p><p>Go back to the console and sign in again.</p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 2rem auto; padding: 0 1rem; }
ul { list-style: none; padding: 0; }
button { width: 100%; margin: .2rem 0; padding: .5rem 1rem; text-align: left; font: inherit; cursor: pointer; }
</style></head>
<body><h1>${title}</h1><p>A stand-in for development and demonstrations: there are no passwords.</p>${body}</body>
</html>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
