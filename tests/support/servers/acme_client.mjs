// An ACME client for the tests: `issue` makes an account, a key and a certificate; `revoke` ends one.
//     node acme_client.mjs issue  DIRECTORY NAME    prints JSON: PEM texts, and the account
//     node acme_client.mjs revoke DIRECTORY         reads that from standard input
import fs from 'node:fs';
import acme from 'acme-client';

const [, , command, directoryUrl, name] = process.argv;

async function issue() {
  const accountKey = await acme.crypto.createPrivateEcdsaKey();
  const client = new acme.Client({ directoryUrl, accountKey });
  const [key, csr] = await acme.crypto.createCsr({ commonName: name, altNames: [name] });
  const certificate = await client.auto({
    csr,
    termsOfServiceAgreed: true,
    skipChallengeVerification: true, // the server of the tests accepts every challenge
    challengeCreateFn: async () => {},
    challengeRemoveFn: async () => {},
  });
  console.log(
    JSON.stringify({
      certificate: String(certificate),
      key: String(key),
      account_key: String(accountKey),
      account_url: client.getAccountUrl(),
    }),
  );
}

async function revoke() {
  const text = JSON.parse(fs.readFileSync(0, 'utf8'));
  const account = { accountKey: text.account_key, accountUrl: text.account_url };
  const client = new acme.Client({ directoryUrl, ...account });
  await client.revokeCertificate(text.certificate);
}

try {
  await (command === 'issue' ? issue() : revoke());
} catch (problem) {
  console.error(problem.message);
  process.exit(1);
}
