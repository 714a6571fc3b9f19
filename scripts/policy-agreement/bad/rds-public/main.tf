# A database on the internet with its password in the code.
resource "aws_db_instance" "public" {
  identifier                 = "public"
  engine                     = "mysql"
  instance_class             = "db.t3.micro"
  allocated_storage          = 20
  username                   = "admin"
  password                   = "hunter2hunter2"
  publicly_accessible        = true
  storage_encrypted          = false
  backup_retention_period    = 0
  auto_minor_version_upgrade = false
  deletion_protection        = false
  skip_final_snapshot        = true
  vpc_security_group_ids     = [aws_security_group.public.id]
}

resource "aws_security_group" "public" {
  name = "mysql-for-all"

  ingress {
    from_port   = 3306
    to_port     = 3306
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
