variable "rotation" {
  type    = bool
  default = null
}

resource "aws_kms_key" "this" {
  enable_key_rotation = var.rotation
}

output "key_id" {
  value = aws_kms_key.this.key_id
}
