// A foreign voice on our badges: what the libraries of the credentials community say, without any network.
//
// node verify.mjs TASK.json: reads {badge, keys, list, root, contexts, at} and writes what it found as JSON.
import {X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {verifyCredential} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {importX509, jwtVerify} from 'jose';
import jsonld from 'jsonld';

const MULTIKEY = 'https://w3id.org/security/multikey/v1';
const task = JSON.parse(readFileSync(process.argv[2], 'utf8'));

async function documentLoader(url) {
  const found = (document) => ({contextUrl: null, documentUrl: url, document});
  if(task.contexts[url]) { return found(task.contexts[url]); }
  if(task.list?.id === url) { return found(task.list); }
  if(task.keys.id === url) { return found(task.keys); }
  const method = task.keys.verificationMethod.find(({id}) => id === url);
  if(method) { return found({'@context': MULTIKEY, ...method}); }
  throw new Error(`not ours: ${url}`);
}

function reasonsOf(error) {
  if(!error) { return []; }
  return error.errors?.length ? error.errors.flatMap(reasonsOf) : [error.message];
}

async function judgeJson(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  const now = new Date(task.at);
  const proof = await verifyCredential({credential, suite, documentLoader, checkStatus, now});
  return {
    verified: proof.verified,
    revoked: proof.statusResult?.results?.[0]?.status ?? null,
    reasons: reasonsOf(proof.error),
    canonical: await jsonld.canonize(credential, {documentLoader, safe: true})
  };
}

async function judgeToken(token) {
  const {alg, x5c} = JSON.parse(Buffer.from(token.split('.')[0], 'base64url'));
  const chain = x5c.map((der) => new X509Certificate(Buffer.from(der, 'base64')));
  const links = [...chain, new X509Certificate(task.root)];
  const isTrusted = chain.every((certificate, index) => certificate.verify(links[index + 1].publicKey));
  try {
    const key = await importX509(chain[0].toString(), alg);
    const {payload} = await jwtVerify(token, key, {currentDate: new Date(task.at), typ: 'vc+jwt'});
    return {verified: isTrusted, number: payload.credentialSubject.licenseNumber, reasons: isTrusted ? [] : ['not our chain']};
  } catch(error) {
    return {verified: false, reasons: [error.code]};
  }
}

const isToken = typeof task.badge === 'string';
console.log(JSON.stringify(await (isToken ? judgeToken(task.badge) : judgeJson(task.badge))));
