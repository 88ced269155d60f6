"""The sign of an eye, drawn in the colours of the user's own palette."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QWidget

# Drawn larger than shown, so that it stays sharp on dense screens.
_DENSITY = 4


def eye_icon(widget: QWidget) -> QIcon:
    """Return an eye of the size that the style gives small icons."""
    size = widget.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
    pixmap = QPixmap(size * _DENSITY, size * _DENSITY)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(pixmap.width(), pixmap.height())
    colour = widget.palette().buttonText().color()
    painter.setPen(QPen(colour, 1 / 12))
    painter.drawPath(_lids())
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(0.5, 0.5), 0.13, 0.13)
    painter.end()
    return QIcon(pixmap)


def _lids() -> QPainterPath:
    """Two arcs in a unit square."""
    box = QRectF(0.06, 0.2, 0.88, 0.6)
    left, right = QPointF(box.left(), 0.5), QPointF(box.right(), 0.5)
    path = QPainterPath(left)
    path.quadTo(QPointF(0.5, box.top() - 0.15), right)
    path.quadTo(QPointF(0.5, box.bottom() + 0.15), left)
    return path
