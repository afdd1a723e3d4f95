// Passkeys: a form marked data-passkey asks the device for one, puts its
// answer into its fields and goes on as any form does. Shown only where the
// browser can.
'use strict';
(() => {
  const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON && PublicKeyCredential.parseCreationOptionsFromJSON;

  const create = async (form) => navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(form.dataset.options)),
  });

  const get = async (form) => {
    const answer = await fetch(form.dataset.ceremony, { method: 'POST', headers: { Accept: 'application/json' } });
    const begun = await answer.json();
    if (!answer.ok) throw new Error(begun.sentence);
    form.elements.ceremony.value = begun.ceremony;
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(begun.options) });
  };

  const sentence = (error) => {
    switch (error.name) {
      case 'NotAllowedError': return 'The device did not go on, or you stopped it; try again.';
      case 'InvalidStateError': return 'This device has a passkey for your account already.';
      case 'Error': return error.message; // of the server
      default: return 'That did not work on this device; try again, or use another way.';
    }
  };

  for (const form of document.querySelectorAll('[data-passkey]')) {
    form.hidden = !able;
    const button = form.querySelector('button');
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      button.disabled = true;
      form.querySelector('[role=alert]').textContent = '';
      try {
        const credential = await (form.dataset.passkey === 'create' ? create : get)(form);
        form.elements.credential.value = JSON.stringify(credential.toJSON());
        HTMLFormElement.prototype.submit.call(form);
      } catch (error) {
        form.querySelector('[role=alert]').textContent = sentence(error);
        button.disabled = false;
      }
    });
  }
  for (const words of document.querySelectorAll('[data-passkey-unable]')) words.hidden = Boolean(able);
})();
