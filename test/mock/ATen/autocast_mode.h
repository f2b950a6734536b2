// A mode of its own: casts inputs, and says nothing of autograd.
#ifndef MOCK_ATEN_AUTOCAST_MODE_H
#define MOCK_ATEN_AUTOCAST_MODE_H

namespace at::autocast {
bool is_enabled();
void set_enabled(bool enabled);
} // namespace at::autocast

#endif
