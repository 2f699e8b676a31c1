throw new Error('this module breaks');
