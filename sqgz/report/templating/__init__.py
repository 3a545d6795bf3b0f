"""The writer's own Word template: placeholders with Chinese names, checked before they are filled, filled apart."""
