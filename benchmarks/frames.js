// Runs in a page before the script that measures there: waits for the next frame, and until one is on the screen.
{
  const frame = () => new Promise(requestAnimationFrame);
  // A frame is on the screen once its callbacks have run and the browser has painted: the next task comes after that.
  const painted = async () => {
    await frame();
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  };
  window.playgroundFrames = { frame, painted };
}
